"""The tables. Columns that end in `_sealed` hold what `helpline.privacy.vault` sealed for that
row.
"""

from helpline.storage.columns import Base as Base
from helpline.storage.columns import new_id as new_id
from helpline.storage.tables.casework import ErasedReferral as ErasedReferral
from helpline.storage.tables.casework import FollowUp as FollowUp
from helpline.storage.tables.casework import Referral as Referral
from helpline.storage.tables.casework import ReferralEvent as ReferralEvent
from helpline.storage.tables.casework import ReferralFact as ReferralFact
from helpline.storage.tables.messaging import Contact as Contact
from helpline.storage.tables.messaging import DeliveryEvent as DeliveryEvent
from helpline.storage.tables.messaging import Farewell as Farewell
from helpline.storage.tables.messaging import Heartbeat as Heartbeat
from helpline.storage.tables.messaging import Message as Message
from helpline.storage.tables.messaging import ReceivedSid as ReceivedSid
from helpline.storage.tables.people import SignInAttempt as SignInAttempt
from helpline.storage.tables.people import Staff as Staff
from helpline.storage.tables.people import StaffSession as StaffSession
